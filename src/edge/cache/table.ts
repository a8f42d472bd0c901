import * as v from 'valibot'

/** Table `[vars.cache]` of the configuration. */
export const CacheTable = v.strictObject({
  tiered: v.optional(
    v.pipe(
      v.boolean(),
      v.description(
        '`true`: images come from the entrypoint `Render`, which is behind a cache of the platform; see [Tiered cache](tiered-cache.md)',
      ),
    ),
    false,
  ),
})

export type CacheSettings = v.InferOutput<typeof CacheTable>
