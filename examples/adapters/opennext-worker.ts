// @ts-ignore: the file exists only after `next build`.
import manifest from './.next/images-manifest.json'
// @ts-ignore: the file exists only after the build of OpenNext.
import openNext from './.open-next/worker.js'
import { type Context, type Env, imageHandler } from './opennext-images'

const images = imageHandler(manifest)

/** The Worker of OpenNext, in which the engine answers `/_next/image`. */
export default {
  async fetch(request: Request, env: Env, context: Context): Promise<Response> {
    return (await images(request, env, context)) ?? openNext.fetch(request, env, context)
  },
}
