import { type Grant, imageFromGrant } from '@owner/signet/grant'
import type { SyncSigner } from '@owner/signet/sync'
import type { Operations, TransformerFunction } from 'unpic'

type Transformer = TransformerFunction<Operations, undefined>

/** For the browser: the `transformer` of a component over a grant. */
export const grantTransformer =
  (grant: Grant): Transformer =>
  (_src, { width }) =>
    imageFromGrant(grant, Number(width) || Number.POSITIVE_INFINITY)

/** For the server: the same over paths of originals. */
export const signTransformer =
  (signer: SyncSigner): Transformer =>
  (src, { width, height }) =>
    signer.sign(String(src), {
      width: Number(width) || undefined,
      height: Number(height) || undefined,
      format: 'auto',
    })
