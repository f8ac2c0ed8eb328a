/** Longer than three messages of WhatsApp's, so that the rest waits for "more". */
export const STORY_EN = `**The lighthouse that answered letters**

On an island so small that the map printed only its name, there stood a lighthouse, and in the lighthouse lived Marta, who kept the lamp. Ships passed at night and never stopped. In the mornings she swept the stairs, all one hundred and twelve of them, and in the afternoons she looked at the sea, which had not yet told her anything twice.

One day in March a bottle lay between the rocks. In it was a sheet of squared paper, torn out of a school book. "Dear lighthouse," it said in round letters, "I see you from my window when I cannot sleep. Do you ever get tired? Yours, Ilse." There was no address, only a drawing of a house with a crooked chimney.

Marta laughed, and then she sat down and wrote. "Dear Ilse, I do get tired, but only by day. At night there is too much to look after. Try counting my flashes: nobody has ever got beyond two hundred. Yours, the lighthouse." She put the letter into the same bottle, waited for the tide to turn, and threw it as far as she could.

She did not expect an answer. But nine days later the bottle was back, between the same two rocks, as if it had been told where to go. "Dear lighthouse, I got to one hundred and sixty-four. My brother says that lighthouses cannot write. I told him that you are not like other lighthouses. What do you eat?"

So it began. Marta wrote about the gulls, who stole her soap, and about the fog, which came up the stairs on wet feet and sat down in the kitchen. Ilse wrote about a teacher with two left shoes, about a dog that understood only Danish, and about her grandfather, who had been a sailor and now no longer knew the names of his own children.

In May the postman came, who came four times a year, with flour, lamp oil and the newspaper of the winter. "You look younger," he said. "I have correspondence," said Marta. He looked at the empty letter box, then at her, and thought what people think about those who live alone on an island. But he was a polite man, and asked whether he could take anything along. "No, thank you," said Marta. "We have our own post."

Summer was a good time for bottles. There were weeks with two of them, and once there was one inside a larger one, because Ilse had wanted to know whether that was possible. Marta learned to read the wind. From the west, a letter took four days; from the north it took nine, and arrived smelling of herring. She drew a chart of it and hung it beside the chart of the shoals.

Then came October, and with it the big storm. For three nights the waves climbed the tower as if they wanted to see the view. The lamp went out at two in the morning, and Marta carried oil up the one hundred and twelve steps, came down again, and carried up more. She did not know that on the mainland a girl stood at a window, who had counted to thirty, and then there had been nothing left to count.

When the light came back, Ilse went on: thirty-one, thirty-two, thirty-three. Beside her stood her grandfather in his nightshirt. He had not said a whole sentence since Easter. Now he put his hand on the window and said, slowly, like a man who reads from far away: "There she is. As long as she is there, we shall get home." And then he told her about the night in which that very light had brought him in, forty years ago, with his sails in rags.

After the storm the sea kept its bottles for a long time. It was November, then nearly Christmas. Marta went down to the rocks every morning. She told herself that children grow up, that they learn to sleep, and that this is as it should be. She wrote letters all the same, and put them into a drawer.

On the last day before Christmas a boat came, which was not the postman's. In it sat a man, a woman, a boy who looked as if he had lost a bet, an old sailor wrapped in three blankets, and a girl with a basket. In the basket were nineteen bottles. "The wind was wrong for weeks," said the girl, "so we thought we would bring them ourselves. Are you the lighthouse?"

Marta looked at the tower, and at the girl, and at the old man, who had taken off his hat to the lamp. "I am the one who writes," she said. "It is the one who stays awake." They all climbed up together, and the grandfather counted the steps aloud. At the top he stood a long time and looked out, and he knew the name of every shoal.

They stayed for supper. There was fish, and there was a cake that had suffered on the crossing. The boy asked, very quietly, whether lighthouses can really not write. "Most of them never learn it," said Marta. "You have to write to them first."

That night, long after the boat had gone, she lit the lamp as always. Then she did something that stands in no rule book: she covered it with her hand, for just one second, and took the hand away again. Far away, above a house with a crooked chimney, a small light went off, and on.

_The end._`;
