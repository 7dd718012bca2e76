/** Monaco's background workers, bundled by Vite and served from our own origin. */
import type {} from "monaco-editor";
import EditorWorker from "monaco-editor/esm/vs/editor/editor.worker.js?worker";
import JsonWorker from "monaco-editor/esm/vs/language/json/json.worker.js?worker";
import GraphQLWorker from "monaco-graphql/esm/graphql.worker.js?worker";

const WORKERS: Readonly<Record<string, new () => Worker>> = { json: JsonWorker, graphql: GraphQLWorker };

self.MonacoEnvironment = {
  getWorker: (_moduleId: string, label: string) => new (WORKERS[label] ?? EditorWorker)(),
};
