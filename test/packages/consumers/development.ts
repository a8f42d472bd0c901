import { withDevelopment } from '@owner/signet-worker/development'
import signet from '@owner/signet-worker/worker'

export default withDevelopment({ fetch: signet.fetch })
