import type { Recipe } from '../recipe.ts'

export const parameter: Recipe = {
  title: 'Add a parameter',
  folder: 'parameter',
  name: 'sepia',
  added: [],
  changed: [
    {
      file: 'src/engine/options/pixel-options.ts',
      change:
        'a row: group, values, documentation; its place is that in a canonical query. `overlay-options.ts` and `output-options.ts` have the other options of an image, `src/signing/url/options.ts` the parameters of the URL itself',
      edits: [
        [
          '  removealpha: option(',
          "  sepia: option('compose', flag, 'makes the image brown', { initial: '0' }),\n  removealpha: option(",
        ],
      ],
    },
    {
      file: 'src/engine/plan/steps.ts',
      change:
        'a line in the order of effects; for other options the file of `src/engine/plan` that reads them',
      edits: [
        [
          '  ({ removealpha }, { transparent })',
          "  ({ sepia }) => sepia && { op: 'tint', args: { r: 112, g: 66, b: 20, alpha: 1 } },\n  ({ removealpha }, { transparent })",
        ],
      ],
    },
  ],
  tables: [
    {
      file: 'test/support/arbitraries.ts',
      change: 'values of it, for the tests of round trips and combinations',
      edits: [['  removealpha: fc.boolean(),', '  sepia: fc.boolean(),\n  removealpha: fc.boolean(),']],
    },
    {
      file: 'test/unit/engine/transform/plan-gain-map.test.ts',
      change: 'whether a gain map is kept with it; what changes pixels drops one by itself',
      edits: [
        [
          "  tint: [['tint=ff0000', false]],",
          "  sepia: [['sepia=1', false]],\n  tint: [['tint=ff0000', false]],",
        ],
      ],
    },
  ],
  tests: [
    { file: 'test/worker/examples.test.ts', change: 'a target and its golden' },
    {
      file: 'test/support/documented-examples.ts',
      change: 'an example of it for docs/parameters.md; `npm run tool pictures` makes its picture',
    },
  ],
}
