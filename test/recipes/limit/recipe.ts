import type { Recipe } from '../recipe.ts'

export const limit: Recipe = {
  title: 'Add a limit',
  folder: 'limit',
  name: 'slenderness',
  added: [],
  changed: [
    {
      file: 'src/limits.ts',
      change: 'a row: default and documentation',
      edits: [
        [
          '  output_pixels: limit(',
          "  slenderness: limit(10_000, 'longer side of a source, in shorter sides'),\n  output_pixels: limit(",
        ],
      ],
    },
    {
      file: 'src/engine/plan/check-limits.ts',
      change: 'the check, here or in the file that uses the limit',
      edits: [
        [
          '  const rule =\n',
          `  if (Math.max(width, height) > Math.min(width, height) * limits.slenderness)
    throw new Failure('too-large', \`the image is \${width}x\${height}, which is too slender\`)
  const rule =
`,
        ],
      ],
    },
  ],
  tests: [{ file: 'test/unit/engine/transform/transform.test.ts', change: 'an image beyond the limit' }],
}
