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
  tests: [
    {
      file: 'test/support/documented-examples.ts',
      change:
        'an example of it, which is also its test: `npm run tool pictures` makes the picture that docs/parameters.md shows and the Worker must match',
    },
  ],
}
