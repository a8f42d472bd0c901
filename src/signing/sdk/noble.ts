import { hmac as nobleHmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import type { Hmac } from './sync.ts'

/**
 * HMAC-SHA256 in JavaScript, for `createSyncSigner` on platforms without `node:crypto`. It needs
 * the package `@noble/hashes`.
 * @example createSyncSigner({ key, baseUrl, hmac })
 */
export const hmac: Hmac = (key, message) => nobleHmac(sha256, key, message)
