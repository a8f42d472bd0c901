export {
  alphEncodeFilter,
  alphEncodeOpen,
  alphEncodePixels,
  alphEncodePlane,
  alphEncodeTake,
} from './encoder'
