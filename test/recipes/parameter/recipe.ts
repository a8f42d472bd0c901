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
        'a row: group, values, documentation; its place is that in a canonical query. An effect has its step in place of a group, and its place is also that among the effects. `overlay-options.ts` and `output-options.ts` have the other options of an image, `src/signing/url/options.ts` the parameters of the URL itself',
      edits: [
        [
          '  removealpha: effect(',
          "  sepia: effect('tint', flag, 'makes the image brown', { initial: '0' }),\n  removealpha: effect(",
        ],
      ],
    },
    {
      file: 'src/engine/ops/tint.ts',
      change:
        'its use in the `plan` of the step; for other options the file of `src/engine/plan` that reads them',
      edits: [
        [
          '  plan: ({ tint: color }) => color && { args: color },',
          '  plan: ({ sepia, tint: color = sepia && { r: 112, g: 66, b: 20, alpha: 1 } }) => color && { args: color },',
        ],
      ],
    },
  ],
  tests: [
    {
      file: 'test/support/project/documented-examples.ts',
      change:
        'an example of it, which is also its test: `npm run tool pictures` makes the picture that docs/parameters.md shows and the Worker must match',
    },
  ],
}
