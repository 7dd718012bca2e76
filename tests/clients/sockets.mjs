/**
 * graphql-ws's own client against a running server; prints what it was told as JSON.
 *
 *   node tests/clients/sockets.mjs URL TOKEN SUPPLIER_ID
 *
 * The token is that of a session of a member's person; the supplier takes letters by mail.
 */
import { createClient } from "graphql-ws";
import WebSocket from "ws";

const [url, token, supplierId] = process.argv.slice(2);
const found = { events: [], closes: [], pongs: 0 };

function connect(connectionParams, options = {}) {
  return createClient({
    url: `${url.replace(/^http/, "ws")}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams,
    retryAttempts: 0,
    on: {
      closed: (event) => found.closes.push([event.code, event.reason]),
      pong: (received) => (found.pongs += received ? 1 : 0),
    },
    ...options,
  });
}

/** The one answer to a query or mutation; what the client throws, as a value. */
async function ask(client, query, variables) {
  const answers = [];
  try {
    for await (const answer of client.iterate({ query, variables })) answers.push(answer);
  } catch (error) {
    return { thrown: Array.isArray(error) ? error.map(({ extensions }) => extensions.code) : [error.code, error.reason] };
  }
  for (const answer of answers) delete answer.extensions; // what it cost
  return answers.length === 1 ? answers[0] : answers;
}

const client = connect({ authorization: `Bearer ${token}` }, { keepAlive: 50, lazy: false });
found.query = await ask(client, "{ viewer { displayName } }");
found.invalid = await ask(client, "{ nothing }");
found.unknownVariable = await ask(client, "query ($id: ID!) { node(id: $id) { id } }");
found.refused = await ask(client, "subscription { inboundMailChanged { id } }");
found.wrongId = await ask(client, 'subscription { supplierAttachmentChanged(id: "SupplierAttachment:4711") { id } }');

const watching = client.iterate({ query: "subscription { supplierAttachmentChanged { id status } }" });
async function event() {
  const { value } = await watching.next();
  found.events.push(value.data.supplierAttachmentChanged?.status ?? null);
  return value.data.supplierAttachmentChanged;
}
await event();
const input = { supplierId, accountNumber: "C-1" };
found.mutation = await ask(
  client,
  `mutation ($input: RequestSupplierAttachmentInput!) { requestSupplierAttachment(input: $input) { __typename } }`,
  { input },
);
const { id } = await event();
const cancelled = event();
await ask(
  client,
  `mutation ($input: CancelSupplierAttachmentInput!) { cancelSupplierAttachment(input: $input) { __typename } }`,
  { input: { id } },
);
await cancelled;
await watching.return();
found.afterReturn = await ask(client, "{ viewer { displayName } }");
await new Promise((later) => setTimeout(later, 200));

// The session ends: this very client is told by a close that it may not take for a mistake of its own.
const closed = new Promise((resolve) => client.on("closed", resolve));
found.signOut = await ask(client, "mutation { signOut { viewer { roles } } }");
await closed;
found.wrongToken = await ask(connect({ authorization: "Bearer x" }), "{ viewer { displayName } }");
const anonymous = connect({});
found.anonymous = await ask(anonymous, "{ viewer { displayName } }");
await anonymous.dispose();
console.log(JSON.stringify(found));
