/**
 * Entropy coding (ISO/IEC 18181-1:2022, annex C).
 *
 * The call order is `openCode`, then `countToken` or `countTokens` for all tokens, then
 * `finishCode`, `writeCode` and, for each stream that uses the code, `writeTokens`.
 */
export { missesToken, writeTokens } from './ans'
export { countToken, countTokens, finishCode, finishSampled, recordOf, setHybrid, tokenCost } from './code'
export { writeCode } from './context-map'
export { HYBRID, hybridOf } from './hybrid'
export {
  allowCopies,
  clearCode,
  codeBytes,
  MAX_CLUSTERS,
  MAX_VALUE,
  openCode,
  TOKENS_MARGIN,
  VALUE_BITS,
} from './layout'
export { openRepeats, repeatsBytes, replaceRepeats, savedCost, totalCost } from './repeats'
