export { type ErrorCode, Failure } from '../../errors.ts'
export type { Access } from './access.ts'
export type {
  ImgAttrs,
  ImgSettings,
  Picture,
  PictureSettings,
  PictureSource,
  SourceFormat,
} from './attributes.ts'
export type { Candidates } from './candidates.ts'
export { stableExpiry } from './expiry.ts'
export type { Grant } from './grant.ts'
export type { ImageOptions, SizedOptions } from './image-options.ts'
export type { Signer, SignerSettings, SyncSigner } from './methods.ts'
export { createSigner } from './signer.ts'
export { type WidthRange, widths } from './widths.ts'
