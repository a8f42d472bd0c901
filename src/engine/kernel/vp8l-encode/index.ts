export { vp8lEncodeNext, vp8lEncodeOpen, vp8lEncodeOutput, vp8lEncodePicture } from './encoder'
