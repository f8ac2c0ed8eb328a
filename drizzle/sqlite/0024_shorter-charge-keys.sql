UPDATE `charges` SET `key` = substr(`key`, 1, length(`key`) - 40) WHERE length(`key`) > 64;
