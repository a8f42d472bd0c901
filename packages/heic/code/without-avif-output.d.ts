export * from '@owner/signet-worker/worker/small'
export { default } from '@owner/signet-worker/worker/small'
