/** Longer than three messages of WhatsApp's, so that the rest waits for "mais". */
export const STORY_PT = `**O farol que respondia cartas**

Numa ilha tão pequena que no mapa só cabia o nome dela havia um farol, e no farol morava Marta, que cuidava da lâmpada. Os navios passavam à noite e nunca paravam. De manhã ela varria a escada, todos os cento e doze degraus, e à tarde olhava o mar, que até então não lhe tinha contado nada duas vezes.

Num dia de março apareceu uma garrafa entre as pedras. Dentro havia uma folha quadriculada, arrancada de um caderno. “Querido farol”, dizia em letra redonda, “eu vejo você da minha janela quando não consigo dormir. Você nunca se cansa? Um beijo, Inês.” Não havia endereço, só o desenho de uma casa com a chaminé torta.

Marta riu, e depois se sentou para escrever. “Querida Inês, eu me canso, sim, mas só de dia. À noite há coisas demais para cuidar. Tente contar os meus lampejos: ninguém jamais passou de duzentos. Um beijo, o farol.” Pôs a carta na mesma garrafa, esperou a maré virar e a jogou o mais longe que pôde.

Ela não esperava resposta. Mas nove dias depois a garrafa estava de volta, entre as mesmas duas pedras, como se alguém lhe tivesse dito para onde ir. “Querido farol, cheguei a cento e sessenta e quatro. Meu irmão diz que faróis não sabem escrever. Eu disse que você não é como os outros. O que você come?”

Assim começou. Marta escreveu sobre as gaivotas, que roubavam o sabão dela, e sobre a neblina, que subia a escada com os pés molhados e se sentava na cozinha. Inês escreveu sobre um professor com dois sapatos esquerdos, sobre um cachorro que só entendia dinamarquês e sobre o avô, que tinha sido marinheiro e já não sabia os nomes dos próprios filhos.

Em maio veio o carteiro, que vinha quatro vezes por ano, com farinha, óleo para a lâmpada e o jornal do inverno. “A senhora parece mais nova”, disse. “Tenho correspondência”, disse Marta. Ele olhou para a caixa de correio vazia, olhou para ela e pensou o que se pensa de quem mora sozinho numa ilha. Mas era um homem educado e perguntou se podia levar alguma coisa. “Não, obrigada”, disse Marta. “Temos o nosso próprio correio.”

O verão foi um bom tempo para garrafas. Houve semanas com duas, e uma vez veio uma dentro de outra maior, porque Inês queria saber se era possível. Marta aprendeu a ler o vento. Do oeste, uma carta levava quatro dias; do norte levava nove, e chegava cheirando a arenque. Ela desenhou uma tabela e a pendurou ao lado do mapa dos baixios.

Então veio outubro, e com ele a grande tempestade. Durante três noites as ondas subiram pela torre como se quisessem ver a paisagem. A lâmpada se apagou às duas da madrugada, e Marta carregou óleo pelos cento e doze degraus, desceu e subiu com mais. Não sabia que em terra firme uma menina estava na janela: tinha contado até trinta, e de repente não havia mais nada para contar.

Quando a luz voltou, Inês continuou: trinta e um, trinta e dois, trinta e três. Ao lado dela estava o avô, de camisola. Não dizia uma frase inteira desde a Páscoa. Agora pôs a mão no vidro e disse devagar, como quem lê de muito longe: “Lá está ele. Enquanto ele estiver lá, a gente chega em casa.” E então contou a ela sobre a noite em que aquela mesma luz o tinha trazido ao porto, quarenta anos antes, com as velas em farrapos.

Depois da tempestade o mar guardou as suas garrafas por muito tempo. Passou novembro, já era quase Natal. Marta descia até as pedras todas as manhãs. Dizia a si mesma que as crianças crescem, que aprendem a dormir e que é assim que deve ser. Mesmo assim escrevia cartas, e as punha numa gaveta.

Na véspera de Natal chegou um barco que não era o do carteiro. Nele vinham um homem, uma mulher, um menino com cara de quem perdeu uma aposta, um velho marinheiro enrolado em três cobertores e uma menina com uma cesta. Na cesta havia dezenove garrafas. “O vento ficou semanas ao contrário”, disse a menina, “então viemos trazer a gente mesmo. Você é o farol?”

Marta olhou para a torre, para a menina e para o velho, que tinha tirado o chapéu diante da lâmpada. “Eu sou quem escreve”, disse. “Ele é quem não dorme.” Subiram todos juntos, e o avô contou os degraus em voz alta. Lá em cima ficou muito tempo olhando, e sabia o nome de cada baixio.

Ficaram para o jantar. Havia peixe, e havia um bolo que tinha sofrido na travessia. O menino perguntou, bem baixinho, se é verdade que faróis não sabem escrever. “A maioria nunca aprende”, disse Marta. “É preciso escrever para eles primeiro.”

Naquela noite, muito depois de o barco ter ido embora, ela acendeu a lâmpada como sempre. Depois fez uma coisa que não está em nenhum regulamento: cobriu-a com a mão, só por um segundo, e tirou a mão de novo. Muito longe, acima de uma casa com a chaminé torta, uma luzinha se apagou e acendeu.

_Fim._`;
