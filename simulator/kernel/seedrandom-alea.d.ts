/** The one generator of the seedrandom package that we use; the package's own types cover only its default entry. */
declare module 'seedrandom/lib/alea.js' {
  interface AleaGenerator {
    /** The next 32 bits as a signed integer. */
    int32(): number;
  }
  function alea(seed: string): AleaGenerator;
  export = alea;
}
