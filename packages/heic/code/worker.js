import './index.js'

export * from '@owner/signet-worker/worker'
export { default } from '@owner/signet-worker/worker'
