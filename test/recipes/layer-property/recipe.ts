import type { Recipe } from '../recipe.ts'

export const layerProperty: Recipe = {
  title: 'Add a property of layers',
  folder: 'layer-property',
  name: 'oldim',
  added: [],
  changed: [
    {
      file: 'src/engine/options/overlay-options.ts',
      change: 'a row, which serves all layers',
      edits: [
        [
          '  olrepeat: option(',
          "  oldim: option('overlay', flag, 'whether the overlay is half as opaque', SHOWN),\n  olrepeat: option(",
        ],
      ],
    },
    {
      file: 'src/engine/ops/placement.ts',
      change: 'the use of the property, here or in the file that draws the layer',
      edits: [['    opacity: alpha / 100,', '    opacity: (alpha / 100) * (options.dim ? 0.5 : 1),']],
    },
  ],
  tests: [
    { file: 'test/unit/engine/ops/placement.test.ts', change: 'its effect' },
    {
      file: 'test/support/project/documented-examples.ts',
      change: 'an example of it for docs/parameters.md',
    },
  ],
}
