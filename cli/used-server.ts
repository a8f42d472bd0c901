import { START } from './invocation.ts'
import { nameOf, type ProjectIo, type ProjectPlace, placeOf } from './project-place.ts'
import { DEFAULT_PORT, type RunningServer, runningServers, serverOf } from './running-server.ts'

/** Local server that a command uses, with that server's configuration. */
export interface UsedServer {
  /** Origin for a path without a host. */
  readonly origin: string
  /** The command's input and output. Its project is the server's. */
  readonly io: ProjectIo
  /** Note for a path whose origin is a guess, because no server runs for the project. */
  readonly assumed?: string
}

const ASSUMED = `note: no server of this project runs; the URL assumes port ${DEFAULT_PORT}, on which ${START} serves it`

const originOf = ({ port }: Pick<RunningServer, 'port'>) => `http://127.0.0.1:${port}`

/** Names a project so that it differs from another environment in the same file. */
const fullNameOf = (place: ProjectPlace) =>
  place.environment === undefined ? `${place.shown} without an environment` : nameOf(place)

/** Returns the flags that choose a server's project. */
const typedFor = ({ file, shown, environment }: Pick<ProjectPlace, 'file' | 'shown' | 'environment'>) => ({
  config: file === undefined ? undefined : shown,
  env: environment,
})

/**
 * Chooses the local server to which a URL belongs. A path belongs to the server that was started
 * last. Unless the user chose a configuration, the command uses the server's. Prints the server,
 * and other servers that run for the project, to stderr.
 * @param text a URL or a path
 */
export async function useServer(text: string, io: ProjectIo): Promise<UsedServer> {
  const { project, cwd } = io
  const isPath = text.startsWith('/')
  const servers = isPath ? await runningServers(project) : []
  const server = isPath ? servers[0] : await serverOf(project, text)
  const origin = originOf(server ?? { port: DEFAULT_PORT })
  if (!server) return { origin, io, ...(isPath && { assumed: ASSUMED }) }
  const place = { ...placeOf(server.file, cwd), environment: server.environment }
  const typed = nameOf(place) === nameOf(project) ? project.typed : typedFor(place)
  const own: ProjectPlace = { ...project, ...place, ...(typed && { typed }) }
  const others = servers.slice(1).map(originOf)
  const rest = others.length > 0 ? `; others run here too: ${others.join(', ')}` : ''
  io.err(`server: ${origin} (${nameOf(own)})${rest}`)
  if (!project.isChosen) return { origin, io: { ...io, project: own } }
  if (nameOf(own) !== nameOf(project))
    io.err(`note: used ${fullNameOf(project)}; the server uses ${fullNameOf(own)}`)
  return { origin, io }
}
