/** Whether a file is shown as a picture. */
export function pictured(type: string): boolean {
  return /^image\/(png|jpeg|gif|webp)$/.test(type);
}
