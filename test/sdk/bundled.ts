import { build } from 'esbuild'

/**
 * Bundles modules against the packages of a project, as a bundler does for a platform without Node.
 * @param modules source texts by name; `entry` imports the others by their names
 * @param conditions conditions for resolving `exports`
 */
export async function bundled(
  folder: string,
  modules: Readonly<Record<string, string>> & { readonly entry: string },
  conditions: readonly string[],
): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: modules.entry, resolveDir: folder },
    bundle: true,
    format: 'esm',
    platform: 'neutral',
    mainFields: ['module', 'main'],
    conditions: [...conditions],
    write: false,
    plugins: [
      {
        name: 'modules',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^[a-z]+$/ }, ({ path }) =>
            Object.hasOwn(modules, path) ? { path, namespace: 'modules' } : undefined,
          )
          onLoad({ filter: /.*/, namespace: 'modules' }, ({ path }) => ({
            contents: modules[path] ?? '',
            resolveDir: folder,
          }))
        },
      },
    ],
  })
  return outputFiles[0]?.text ?? ''
}
