import * as v from 'valibot'

/** Table `[vars.log]` of the configuration. */
export const LogTable = v.strictObject({
  enabled: v.optional(v.pipe(v.boolean(), v.description('`false` writes no lines for requests')), true),
  sample: v.optional(
    v.pipe(
      v.number(),
      v.minValue(0),
      v.maxValue(1),
      v.description('share of the requests that get a line, from 0 to 1; errors always get one'),
    ),
    1,
  ),
  log_paths: v.optional(
    v.pipe(v.boolean(), v.description('also writes the path of each verified URL, without its query')),
    false,
  ),
})

export type LogRules = v.InferOutput<typeof LogTable>
