// The fastest GraphQL server for Node known to us, as its users would set it up for speed: JIT, loaders, prepared statements.
import { readFileSync } from 'node:fs'
import Fastify from 'fastify'
import mercurius from 'mercurius'
import { latestAttachments, loaders, pageOfSuppliers, supplierByCode, viewerOf } from './data.mjs'

const PUBLIC = { displayName: '', members: [], keys: [], active: false }
const closed = signedIn => ({
  code: signedIn ? 'FORBIDDEN' : 'UNAUTHENTICATED',
  message: 'Contenu réservé aux adhérents.'
})
const gated = read => (supplier, { first }, context) =>
  context.viewer.active ? read(supplier, context, first) : closed(context.viewer !== PUBLIC)
const page = name => gated(async (supplier, context, first) => {
  const nodes = await context[name].load(supplier.key)
  return { nodes: nodes.length > first ? nodes.slice(0, first) : nodes }
})
const union = name => ({ resolveType: value => (value.message === undefined ? name : 'AccessRestricted') })

const resolvers = {
  Query: {
    suppliers: async (_, { first, after }) => ({ nodes: await pageOfSuppliers(first, after) }),
    supplier: (_, { code }) => supplierByCode(code),
    viewer: (_, __, { viewer }) => viewer
  },
  Viewer: {
    supplierAttachments: async (viewer, { first }) => ({ nodes: await latestAttachments(viewer.keys, first) })
  },
  SupplierAttachment: { supplier: (attachment, _, { supplier }) => supplier.load(attachment.supplier_id) },
  Supplier: {
    categories: (supplier, _, { categories }) => categories.load(supplier.key),
    terms: gated((supplier, { terms }) => terms.load(supplier.key)),
    agencies: page('agencies'),
    coefficients: page('coefficients')
  },
  SupplierTermsResult: union('SupplierTerms'),
  AgenciesResult: union('AgencyConnection'),
  CoefficientsResult: union('CoefficientConnection')
}

const context = async request => {
  const token = request.headers.authorization?.slice('Bearer '.length)
  return { viewer: (token ? await viewerOf(token) : null) ?? PUBLIC, ...loaders() }
}

const app = Fastify({ logger: false })
const schema = readFileSync(new URL('schema.graphql', import.meta.url), 'utf8')
app.register(mercurius, { schema, resolvers, context, jit: 1 })
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
