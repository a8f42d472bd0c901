export {
  vp8EncodeNext,
  vp8EncodeOpen,
  vp8EncodeOutput,
  vp8EncodePart,
  vp8EncodePlanes,
} from './encoder'
