/** Declaration that `svelte-kit sync` writes for the `src/env.ts` of the app. */
declare module '$app/env/private' {
  export const SIGNING_KEYS: string
}
