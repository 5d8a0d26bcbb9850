/** The same keys with other strings: what English has to say where Chinese says something. It may add the plural forms (_one). */
export type Words<T> = { [K in keyof T]: T[K] extends string ? string : Words<T[K]> };
