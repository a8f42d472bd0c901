import { fromDirectory } from './ipx-directory'
import { ipxHandler } from './ipx-handler'

/** Answers `/_ipx/…` for the files in `public`, and for the images of one other host. */
export default ipxHandler({
  local: fromDirectory(process.env['NODE_ENV'] === 'production' ? '.output/public' : 'public'),
  domains: ['images.example.com'],
})
