/** French in Monaco: its typographic ’ and no-break spaces are meant, not look-alikes to be warned of. */
import { useEffect } from "react";
import { useGraphiQL } from "@graphiql/react";

const UNICODE = { ambiguousCharacters: false, invisibleCharacters: false, nonBasicASCII: false } as const;

export function PlainText() {
  const queryEditor = useGraphiQL((state) => state.queryEditor);
  const variableEditor = useGraphiQL((state) => state.variableEditor);
  const responseEditor = useGraphiQL((state) => state.responseEditor);
  useEffect(() => {
    for (const editor of [queryEditor, variableEditor, responseEditor]) {
      editor?.updateOptions({ unicodeHighlight: UNICODE, renderControlCharacters: false });
    }
    // Beside the panel the editor is narrow; an operation must be readable without scrolling sideways.
    queryEditor?.updateOptions({ wordWrap: "on" });
  }, [queryEditor, variableEditor, responseEditor]);
  return null;
}
