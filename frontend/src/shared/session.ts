/** Signing in and out with the API's own mutations; the browser keeps the session as a cookie that no script can read. */
import signInDocument from "../operations/sign-in.graphql?raw";
import signOutDocument from "../operations/sign-out.graphql?raw";
import { sendGraphQL } from "./api.ts";

interface SignInData {
  signIn: { __typename: string; message?: string };
}

/** Null when the session is open, else why it isn't, in French. */
export async function signIn(email: string, password: string): Promise<string | null> {
  const { data, errors } = await sendGraphQL<SignInData>({
    query: signInDocument,
    variables: { input: { email, password } },
  });
  if (!data) throw new Error(errors?.[0]?.message ?? "Réponse vide du serveur.");
  return data.signIn.__typename === "SignedIn" ? null : (data.signIn.message ?? "Connexion refusée.");
}

/** Ends the session, here and on the server. */
export async function signOut(): Promise<void> {
  const { data, errors } = await sendGraphQL({ query: signOutDocument });
  if (!data) throw new Error(errors?.[0]?.message ?? "Réponse vide du serveur.");
}
