/** Modular sub-bitstreams (ISO/IEC 18181-1:2022, annex H). */
export { CHANNEL_BYTES, Channel, channelAt } from './channel'
export { LEARN_BYTES, learnTree, openLearning } from './learn'
export { MAX_LEAVES } from './masks'
export { addPlan, openPlan, planBytes, planGrid, planLeaf, planSplit, setGrid } from './plan'
export * from './properties'
export { INDEXED, openSamples, SAMPLE_BYTES, TABLES_BYTES, THOROUGH } from './samples'
export {
  modularBytes,
  openModular,
  recordChannels,
  takeChannelSamples,
  takeWideResidual,
  writeModularHeader,
  writeTransformCount,
} from './stream'
export * from './transforms'
export * from './tree'
