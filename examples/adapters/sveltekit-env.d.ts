/** As `svelte-kit sync` writes it for the `src/env.ts` of the app. */
declare module '$app/env/private' {
  export const SIGNING_KEYS: string
}
