export { jxlLosslessNext, jxlLosslessOpen, jxlLosslessOutput, jxlLosslessPicture } from './lossless/encoder'
export {
  jxlTranscodeBand,
  jxlTranscodeNext,
  jxlTranscodeOpen,
  jxlTranscodeOutput,
  jxlTranscodePass,
  jxlTranscodeSteps,
} from './transcode/encoder'
export {
  jxlLossyGray,
  jxlLossyNext,
  jxlLossyOpen,
  jxlLossyOutput,
  jxlLossyPlanes,
  jxlLossyRgba,
} from './vardct/encoder'
