import type { Recipe } from '../recipe.ts'

export const scheme: Recipe = {
  title: 'Add a signing scheme',
  folder: 'scheme',
  name: 'stamped',
  added: [
    {
      file: 'src/signing/auth/stamped.ts',
      change: 'a `Scheme`: recognize, sign, verify, and its secret with form and `open`',
    },
  ],
  changed: [
    {
      file: 'src/signing/auth/schemes.ts',
      change: 'a row; keyrings, variables, checks and documents of the secret derive from it',
      edits: [
        [
          "import { thumbor } from './thumbor.ts'",
          "import { stamped } from './stamped.ts'\nimport { thumbor } from './thumbor.ts'",
        ],
        ['keycdnAccess] as const', 'keycdnAccess, stamped] as const'],
      ],
    },
  ],
  tests: [
    { file: 'test/unit/signing/auth/stamped.test.ts', change: 'vectors, and that nothing else verifies' },
  ],
}
