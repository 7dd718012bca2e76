/** Who is asking, asked again whenever another tab may have signed in or out. */
import { useCallback, useEffect, useState } from "react";
import { fetchViewer, type Viewer } from "./api.ts";

interface ViewerState {
  /** undefined while unknown. */
  viewer: Viewer | undefined;
  reload: () => Promise<void>;
}

export function useViewer(): ViewerState {
  const [viewer, setViewer] = useState<Viewer>();
  const reload = useCallback(async () => setViewer(await fetchViewer()), []);
  useEffect(() => {
    // A server that is away for a moment leaves the name as it was; the next focus asks again.
    const quietly = () => void reload().catch(() => undefined);
    quietly();
    window.addEventListener("focus", quietly);
    return () => window.removeEventListener("focus", quietly);
  }, [reload]);
  return { viewer, reload };
}
