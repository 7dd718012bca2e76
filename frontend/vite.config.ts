/** Two pages, no service worker, every asset our own: what the server mounts at /app/. */
import { defineConfig, type Plugin } from "vite";
import csp from "./csp.json" with { type: "json" };

const policies: Record<string, string> = csp;

/** Writes each page's content security policy into its head; only in builds, as the dev server injects styles. */
function contentSecurityPolicy(): Plugin {
  return {
    name: "content-security-policy",
    apply: "build",
    transformIndexHtml(_html, { path }) {
      const policy = policies[path.replace(/^.*\/|\.html$/g, "")];
      if (!policy) throw new Error(`csp.json has no policy for ${path}`);
      return [
        {
          tag: "meta",
          attrs: { "http-equiv": "Content-Security-Policy", content: policy },
          injectTo: "head-prepend",
        },
      ];
    },
  };
}

const backend = "http://127.0.0.1:8000";

export default defineConfig({
  base: "./",
  plugins: [contentSecurityPolicy()],
  build: {
    target: "es2022",
    // Nothing inlined: the mail room's policy allows no data: URL.
    assetsInlineLimit: 0,
    // GraphiQL with Monaco is one big page by nature; it is loaded once and then cached by its hash.
    chunkSizeWarningLimit: 3000,
    license: { fileName: "licenses.md" },
    rolldownOptions: {
      input: ["graphiql.html", "mailroom.html"],
      // React libraries mark their modules "use client" for servers that render; there is none here.
      checks: { moduleLevelDirective: false },
    },
  },
  worker: { format: "es" },
  server: {
    host: "127.0.0.1",
    proxy: { "/graphql": { target: backend, ws: true, headers: { origin: backend } }, "/demo": backend, "/acces": backend },
  },
});
