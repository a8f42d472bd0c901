import '@owner/signet-worker/codecs/avif-decoder'
import './index.js'

export * from '@owner/signet-worker/worker/small'
export { default } from '@owner/signet-worker/worker/small'
