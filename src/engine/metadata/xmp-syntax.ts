/** Namespace that every XMP packet has (ISO 16684-1, 7.4). */
export const RDF = 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'

/**
 * Returns `true` if a packet has declarations. They could disguise names (XML 1.0, 4.1), and XMP
 * forbids them (ISO 16684-1, 7.3.1).
 */
export const hasDeclarations = (text: string): boolean => /<!(?:DOCTYPE|ENTITY)/.test(text)
