// The end of every switch over a union: a new member is a type error here, not a silence.
export function assertNever(value: never): void {
  // A newer server may send what this page does not know; it is passed over until the page is reloaded.
  console.warn('Viva: passed over what this page does not know', value);
}
