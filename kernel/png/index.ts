export { alloc } from '../heap'
export { pngCapacity, pngFeed, pngInput, pngLayout, pngOpen, pngRows } from './decode'
export {
  pngEncodeColors,
  pngEncodeKind,
  pngEncodeOpen,
  pngEncodeRepeats,
  pngEncodeRestart,
  pngEncodeRow,
  pngEncodeSamples,
  pngEncodeSurvey,
  pngEncodeTraits,
} from './encode'
export {
  paletteAddress as pngPalette,
  setPaletteSize as pngPaletteSize,
  setTransparent as pngTransparent,
} from './expand'
