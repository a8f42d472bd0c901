import { avif } from './avif/format.ts'
import { gif } from './gif/format.ts'
import { heic } from './heic/format.ts'
import { jpeg } from './jpeg/format.ts'
import { jxl } from './jxl/format.ts'
import { png } from './png/format.ts'
import { webp } from './webp/format.ts'

/**
 * Formats that can be read, in the order in which a file's signature is compared with them.
 * docs/architecture.md describes the steps to add one.
 */
export const formats = { jpeg, png, webp, avif, heic, gif, jxl } as const
