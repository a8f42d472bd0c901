export {
  vp8lEncodeNearPicture,
  vp8lEncodeNext,
  vp8lEncodeOpen,
  vp8lEncodeOutput,
  vp8lEncodePicture,
  vp8lEncodeQuickly,
} from './encoder'
