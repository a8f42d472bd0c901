// Entry for workerd. The binding FILES reads the folder of the jobs.
import { digests } from './digests.js'

export default {
  async fetch(_request, { FILES }) {
    const read = async (name) => {
      const response = await FILES.fetch(`http://files/${name}`)
      return new Uint8Array(await response.arrayBuffer())
    }
    const jobs = JSON.parse(new TextDecoder().decode(await read('jobs.json')))
    return Response.json(await digests(jobs, read))
  },
}
