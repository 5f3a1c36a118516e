export type Part = string;
export const safeParts = (t: string): Part[] => [t];
