import { getDocument, GlobalWorkerOptions, type PDFDocumentLoadingTask, VerbosityLevel } from 'pdfjs-dist';
import worker from 'pdfjs-dist/build/pdf.worker.min.mjs?url';

GlobalWorkerOptions.workerSrc = worker;

/** Opens a PDF file, which is read in a worker: nothing in it is run, and no link of it is followed. */
export function openPdf(where: { url: string } | { data: Uint8Array }): PDFDocumentLoadingTask {
  return getDocument({ ...where, isEvalSupported: false, enableXfa: false, useWasm: false, cMapUrl: '/pdf/cmaps/', disableRange: true, disableStream: true, verbosity: VerbosityLevel.ERRORS });
}
