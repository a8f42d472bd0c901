import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { build } from 'esbuild'

/** Path to the built page. The development Worker imports it. */
export const PAGE_FILE = 'dist/playground/page.html'

const document = (script: string, style: string) => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Signet playground</title>
<link rel="icon" href="data:,">
<style>${style}</style>
<body></body>
<script type="module">${script}</script>
</html>
`

/**
 * Builds the page as one HTML file that contains its script and style. The file is replaced at
 * once, because another build may read it at the same time.
 * @param define build constants, such as a package's name
 */
export async function buildPage(root: string, define: Readonly<Record<string, string>> = {}): Promise<void> {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['playground/page/main.tsx'],
    bundle: true,
    minify: true,
    write: false,
    outdir: 'dist/playground',
    format: 'esm',
    target: 'es2023',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    define,
  })
  const text = (kind: string) => outputFiles.find(({ path }) => path.endsWith(kind))?.text.trim() ?? ''
  const script = text('.js').replaceAll('</script', '<\\/script')
  const file = join(root, PAGE_FILE)
  await mkdir(join(file, '..'), { recursive: true })
  const written = `${file}.${process.pid}`
  await writeFile(written, document(script, text('.css')))
  await rename(written, file)
}
