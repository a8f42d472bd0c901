import * as v from 'valibot'

/** The table `[vars.cache]` of the configuration. */
export const CacheTable = v.strictObject({
  tiered: v.optional(
    v.pipe(
      v.boolean(),
      v.description(
        'asks the entrypoint `Render`, in front of which the platform has a cache; see [Tiered cache](deploying.md#tiered-cache)',
      ),
    ),
    false,
  ),
})

export type CacheSettings = v.InferOutput<typeof CacheTable>
