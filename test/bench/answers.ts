import { startBot } from "./bot.ts";
import { atMost, type Figure, median, quantile } from "./figures.ts";
import type { Measure } from "./measure.ts";
import { type Answered, askMany, playQuestions } from "./questions.ts";
import { userOf } from "./signed-requests.ts";

const AT_ONCE = 32;

/** Milliseconds of the bot's own: from the webhook to the model, and from the model to Twilio. */
export const legsOf = ({ sentAt, askedAt, toldAt, deliveredAt }: Answered) => ({
  there: askedAt - sentAt,
  back: deliveredAt - toldAt,
});

/** Whole answers per second while model and Twilio answer at once, and what one costs by itself. */
export const measureAnswers: Measure = async ({ program, standIns, isQuick }) => {
  const bot = await startBot({ program, standIns: standIns.url });
  const questions = playQuestions(bot.port, standIns);
  try {
    const people = Array.from({ length: AT_ONCE }, (_, index) => userOf(index));
    await askMany(questions, people, isQuick ? 500 : 2_000);
    const rates: number[] = [];
    for (let round = 0; round < (isQuick ? 2 : 5); round += 1) {
      rates.push(await askMany(questions, people, isQuick ? 500 : 1_500));
    }
    const legs: ReturnType<typeof legsOf>[] = [];
    for (let count = 0; count < (isQuick ? 200 : 1_000); count += 1) {
      legs.push(legsOf(await questions.ask(userOf(1_000 + (count % 200)))));
    }
    const figure = (id: string, what: string, values: number[], share: number): Figure => ({
      id: `answers.${id}`,
      what,
      value: quantile(values, share),
      unit: "ms",
    });
    const there = legs.map((one) => one.there);
    const back = legs.map((one) => one.back);
    const both = legs.map((one) => one.there + one.back);
    return {
      figures: [
        {
          id: "answers.rate",
          what: `whole answers, ${AT_ONCE} users at once`,
          value: median(rates),
          unit: "/s",
        },
        figure("there.p50", "own time, webhook to model request, p50", there, 0.5),
        figure("there.p95", "own time, webhook to model request, p95", there, 0.95),
        figure("back.p50", "own time, model answer to Twilio request, p50", back, 0.5),
        figure("back.p95", "own time, model answer to Twilio request, p95", back, 0.95),
        { ...figure("both.p50", "own time of an answer, p50", both, 0.5), goal: atMost(5) },
        figure("both.p95", "own time of an answer, p95", both, 0.95),
      ],
    };
  } finally {
    questions.close();
    await bot.stop();
  }
};
