/** The questions of a user who plans a move. */
export const QUESTIONS = [
  "Hi! We are moving to Lisbon in spring, can you help us to plan it?",
  "Which papers does an EU citizen need there?",
  "And my husband? He is Canadian",
  "How long does that take at the moment, roughly?",
  "ok thanks. What would a flat with two bedrooms cost us per month, somewhere with trees",
  "Hm that's a lot. And on the other side of the river?",
  "Is there a ferry, and how late does it go?",
  "Can we bring the dog? He is a twelve year old labrador and quite heavy",
  "What does the vet have to write down",
  "Please give me that as a list that I can send to my husband",
  "Do the schools take children in the middle of the year?",
  "She is nine and speaks French and a bit of English",
  "What is the difference between the international ones and the public ones then?",
  "Prices?",
  "And is there anything that the city pays for, since we will be paying taxes there anyway",
  "Let's talk about the move itself. Truck or container?",
  "It is about 40 cubic metres, third floor without a lift, from Lyon",
  "Who pays if something breaks on the way",
  "Write a short mail to ask three companies for an offer, friendly but to the point",
  "Great! Now the same in French please",
];

const SENTENCES = [
  "That depends on when you arrive, so it is worth fixing the date first.",
  "You register at the town hall within the first four months, and you get the certificate on the same day.",
  "Bring your passport and the lease, each with a copy.",
  "Most people wait for about three months; outside the capital it goes faster.",
  "Count on 1,400 to 1,900 euros in the quarters with parks, and about a third less across the river.",
  "The last boat leaves at half past one, on Sundays at eleven.",
  "He needs a chip, a passport for animals and a vaccination that is older than 21 days.",
  "Ask the office of the borough, since each handles this a little differently.",
];

/** Between two and five sentences, as people write on a telephone. */
export const answerTo = (turn: number) =>
  Array.from(
    { length: 2 + (turn % 4) },
    (_, index) => SENTENCES[(turn * 3 + index) % SENTENCES.length],
  ).join(" ");

/** Of each prompt but the last one: how much of it the next one begins with, by characters. */
export function keptShares(prompts: readonly string[]): number[] {
  return prompts
    .slice(0, -1)
    .map((prompt, index) => sharedLength(prompt, prompts[index + 1] ?? "") / prompt.length);
}

function sharedLength(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return length;
}

export const average = (numbers: readonly number[]) =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
