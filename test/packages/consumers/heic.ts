import '@owner/signet-heic'
import { type Result, transform } from '@owner/signet-worker/engine'

export const convert = (photo: Blob): Promise<Result> => transform(photo, { format: 'jpeg' })
