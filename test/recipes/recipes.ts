import type { Recipe } from './recipe.ts'

const OPERATION: Recipe = {
  title: 'Add an operation',
  folder: 'operation',
  name: 'redshift',
  added: [{ file: 'src/engine/ops/redshift.ts', change: '`run` and the bytes that it takes' }],
  changed: [
    {
      file: 'src/engine/ops/operations.ts',
      change: 'its name in the table',
      edits: [
        [
          "import { removealpha } from './removealpha.ts'",
          "import { redshift } from './redshift.ts'\nimport { removealpha } from './removealpha.ts'",
        ],
        ['  normalize,\n  tint,', '  normalize,\n  redshift,\n  tint,'],
      ],
    },
  ],
  tables: [
    {
      file: 'test/unit/engine/ops/memory.test.ts',
      change: "arguments of it, to compare its memory with the kernel's",
      edits: [['  tint: COLOR,', '  redshift: undefined,\n  tint: COLOR,']],
    },
  ],
  tests: [{ file: 'test/unit/engine/ops/redshift.test.ts', change: 'its pixels' }],
}

const TIER: Recipe = {
  title: 'Add a cache tier',
  folder: 'tier',
  name: 'shelf',
  added: [
    {
      file: 'src/edge/cache/shelf.ts',
      change:
        'an `OpenTier`: from the bindings a `Tier` with get, put and delete, or nothing; it keeps every field of a `Derivative`, and may know of purges',
    },
  ],
  changed: [
    {
      file: 'src/edge/cache/tiers.ts',
      change: 'a row, where it is looked up in turn',
      edits: [
        [
          "import { r2Store } from './r2-store.ts'",
          "import { r2Store } from './r2-store.ts'\nimport { shelf } from './shelf.ts'",
        ],
        [
          'TIERS_BEHIND_CACHE: readonly OpenTier[] = [r2Store]',
          'TIERS_BEHIND_CACHE: readonly OpenTier[] = [shelf, r2Store]',
        ],
      ],
    },
  ],
  tests: [{ file: 'test/unit/edge/cache/shelf.test.ts', change: 'hit, miss, stale, failure' }],
}

const FORMAT: Recipe = {
  title: 'Add a format',
  folder: 'format',
  name: 'farbfeld',
  added: [
    {
      file: 'src/engine/formats/farbfeld/format.ts',
      change:
        'its row without WebAssembly: signature, header, frames, metadata, and the fields that it adds to a header',
    },
    {
      file: 'src/engine/formats/farbfeld/header.ts',
      change: 'reads the header, every read within bounds',
    },
    {
      file: 'src/engine/formats/farbfeld/codec.ts',
      change:
        'decoder and encoder, with the memory that each takes; a decoder of frames too, where files have several',
    },
  ],
  changed: [
    {
      file: 'src/engine/formats/formats.ts',
      change: 'a line for the row; the types of headers and of format names derive from it',
      edits: [
        [
          "import { gif } from './gif/format.ts'",
          "import { farbfeld } from './farbfeld/format.ts'\nimport { gif } from './gif/format.ts'",
        ],
        ['heic, gif }', 'heic, gif, farbfeld }'],
      ],
    },
    {
      file: 'src/engine/formats/codecs.ts',
      change: 'a line for the decoder, and one for the encoder',
      edits: [
        [
          "import * as gif from './gif/codec.ts'",
          "import * as farbfeld from './farbfeld/codec.ts'\nimport * as gif from './gif/codec.ts'",
        ],
        ['  gif: gif.decoder,', '  gif: gif.decoder,\n  farbfeld: farbfeld.decoder,'],
      ],
    },
  ],
  tests: [
    { file: 'test/unit/engine/formats/farbfeld/header.test.ts', change: 'headers, whole and damaged' },
    { file: 'test/unit/engine/formats/farbfeld/codec.test.ts', change: 'pictures, both ways' },
  ],
}

const SOURCE: Recipe = {
  title: 'Add a source',
  folder: 'source',
  name: 'kept',
  added: [
    {
      file: 'src/edge/source/kept.ts',
      change:
        'a `SourceKind`: how it is written, what credentials it takes, and `open`, which gives a `Source`',
    },
  ],
  changed: [
    {
      file: 'src/edge/source/kinds.ts',
      change: 'a row',
      edits: [
        ["import { r2 } from './r2.ts'", "import { kept } from './kept.ts'\nimport { r2 } from './r2.ts'"],
        ['[r2, s3, http]', '[r2, s3, http, kept]'],
      ],
    },
  ],
  tests: [{ file: 'test/unit/edge/source/kept.test.ts', change: 'bytes, validators, faults' }],
}

const SCHEME: Recipe = {
  title: 'Add a signing scheme',
  folder: 'scheme',
  name: 'stamped',
  added: [
    {
      file: 'src/signing/auth/stamped.ts',
      change: 'a `Scheme`: recognise, sign, verify, and its secret with form and `open`',
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

const HEADER: Recipe = {
  title: 'Add a header of answers',
  folder: 'header',
  name: 'x-ip-made',
  added: [],
  changed: [
    {
      file: 'src/edge/http/image-headers.ts',
      change: 'a row: documentation and value',
      edits: [
        [
          '  vary: {\n    doc:',
          "  'x-ip-made': { doc: 'Unix time of its making', valueFor: ({ made }) => String(made) },\n  vary: {\n    doc:",
        ],
      ],
    },
  ],
  tests: [{ file: 'test/worker/headers.test.ts', change: 'the header in the snapshots' }],
}

const LIMIT: Recipe = {
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
          '  if (width * height > limits.pixels)',
          `  if (Math.max(width, height) > Math.min(width, height) * limits.slenderness)
    throw new Failure('too-large', \`the image is \${width}x\${height}, which is too slender\`)
  if (width * height > limits.pixels)`,
        ],
      ],
    },
  ],
  tests: [{ file: 'test/unit/engine/transform.test.ts', change: 'an image beyond the limit' }],
}

/** The recipes of docs/architecture.md that `npm run recipes` tries. */
export const RECIPES: readonly Recipe[] = [FORMAT, SOURCE, SCHEME, HEADER, LIMIT, OPERATION, TIER]
