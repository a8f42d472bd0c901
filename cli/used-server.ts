import { START } from './invocation.ts'
import { type ProjectIo, type ProjectPlace, placeOf } from './project-place.ts'
import { DEFAULT_PORT, type RunningServer, runningServers, serverOf } from './running-server.ts'

/** Local server that a command uses, with the configuration of that server. */
export interface UsedServer {
  /** Origin for a path without a host. */
  readonly origin: string
  /** Input and output of the command. Its project is that of the server. */
  readonly io: ProjectIo
  /** Note for a path whose origin is a guess, because no server runs for the project. */
  readonly assumed?: string
}

const ASSUMED = `note: no server of this project runs; the URL assumes port ${DEFAULT_PORT}, on which ${START} serves it`

const originOf = ({ port }: Pick<RunningServer, 'port'>) => `http://127.0.0.1:${port}`

function nameOf({ shown, environment }: ProjectPlace): string {
  return environment === undefined ? shown : `${shown}, environment ${environment}`
}

/**
 * Chooses the local server to which a URL belongs. A path belongs to the server that was started
 * last. Unless the user chose a configuration, the command uses the configuration of the server.
 * Prints the server, and other servers that run for the project, to stderr.
 * @param text a URL or a path
 */
export async function useServer(text: string, io: ProjectIo): Promise<UsedServer> {
  const { project, cwd } = io
  const isPath = text.startsWith('/')
  const servers = isPath ? await runningServers(project) : []
  const server = isPath ? servers[0] : await serverOf(project, text)
  const origin = originOf(server ?? { port: DEFAULT_PORT })
  if (!server) return { origin, io, ...(isPath && { assumed: ASSUMED }) }
  const own = { ...project, ...placeOf(server.file, cwd), environment: server.environment }
  const others = servers.slice(1).map(originOf)
  const rest = others.length > 0 ? `; others run here too: ${others.join(', ')}` : ''
  io.err(`server: ${origin} (${nameOf(own)})${rest}`)
  if (!project.isChosen) return { origin, io: { ...io, project: own } }
  if (nameOf(own) !== nameOf(project)) io.err(`note: used ${nameOf(project)}, not that of the server`)
  return { origin, io }
}
